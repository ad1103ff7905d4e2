// @ts-check
/**
 * The posts of this browser for one room that the server has not acknowledged. Each is kept under
 * a name of its own, so that two tabs never write over each other's. Nothing leaves but by
 * delivery, or when its author discards it.
 *
 * It tells with "change" that a post came, went or changed, here or in another tab, and with
 * "delivered" what the server answered.
 */

import { forget, names, read, write } from "./storage.js";

/**
 * waiting: to be sent. editing: its author is changing it. refused: the server has said why.
 * closed: the workshop has closed. gone: this browser has no seat any more.
 * @typedef {"waiting" | "editing" | "refused" | "closed" | "gone"} State
 *
 * @typedef {object} Post
 * @property {string} key the server knows it by this, however often it is sent
 * @property {number} turn posts are sent in this order
 * @property {string} action where it is posted
 * @property {string} about the poster or the idea that it is for, as people know it
 * @property {string} text
 * @property {Record<string, string>} [also] what else belongs to it, by the names of its fields
 * @property {State} state
 * @property {string} [words] the server's, for what it refused
 *
 * @typedef {{key: string, html: string, next: string}} Delivered
 */

export class Outbox extends EventTarget {
  /** @param {string} room */
  constructor(room) {
    super();
    this.room = room;
    this.beginning = `outbox:${room}:`;
    this.others = "BroadcastChannel" in globalThis ? new BroadcastChannel(`outbox:${room}`) : null;
    this.others?.addEventListener("message", ({ data }) => this.tell("delivered", data));
    addEventListener("storage", ({ key }) => {
      if (key === null || key.startsWith(this.beginning)) this.tell("change");
    });
  }

  /** @returns {Post[]} in the order in which they are sent */
  get posts() {
    const posts = names(this.beginning).map(read).filter(Boolean);
    return posts.sort((one, other) => one.turn - other.turn);
  }

  /** @param {string} key @returns {Post | null} */
  post(key) {
    return read(this.beginning + key);
  }

  /** @param {Pick<Post, "key" | "action" | "about" | "text" | "also"> & Partial<Post>} post */
  add(post) {
    const turn = Math.max(0, ...this.posts.map((other) => other.turn)) + 1;
    write(this.beginning + post.key, { state: "waiting", ...post, turn });
    this.tell("change");
  }

  /** Changes a post that is still there. @param {string} key @param {Partial<Post>} fields */
  change(key, fields) {
    const post = this.post(key);
    if (!post) return;
    write(this.beginning + key, { ...post, words: "", ...fields });
    this.tell("change");
  }

  /** @param {string} key */
  discard(key) {
    forget(this.beginning + key);
    this.tell("change");
  }

  /** The server has it. Other tabs show it, too. @param {Delivered} delivered */
  delivered(delivered) {
    forget(this.beginning + delivered.key);
    this.tell("delivered", delivered);
    this.others?.postMessage(delivered);
    this.tell("change");
  }

  /** @param {string} kind @param {Delivered} [detail] */
  tell(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }
}
